"""A million raw HTTP requests, most of them wrong, in process and over sockets: none may break the server."""
