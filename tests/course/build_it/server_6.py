"""A server that can be trusted, as lesson 6.6 asks for it."""

from trusted import Trusted, serve

serve(Trusted)
