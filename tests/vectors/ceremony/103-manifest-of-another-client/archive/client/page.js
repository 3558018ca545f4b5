// the page's code
<!-- for you -->
