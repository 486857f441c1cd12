#!/bin/bash
# A customer: looks at the page, puts something in the cart, thinks.
while :; do
  curl -s -o /dev/null http://web:8080/
  curl -s -o /dev/null http://web:8080/cart
  sleep 1
done
