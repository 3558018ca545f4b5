// the page's code
