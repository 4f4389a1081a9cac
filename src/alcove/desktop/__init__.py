"""The window. The only package that imports Qt; everything it shows comes from the layers below."""
