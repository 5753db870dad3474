"""The request path, inside a Connexion application."""
