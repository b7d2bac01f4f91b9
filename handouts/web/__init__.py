"""Pages in a browser on this machine. The only package that knows Flask."""
