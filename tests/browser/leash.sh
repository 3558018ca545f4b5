#!/bin/sh
# The program that BROWSER_PROGRAM names; it ends with whoever started it, however that one ended.
exec setpriv --pdeathsig KILL "$BROWSER_PROGRAM" "$@"
