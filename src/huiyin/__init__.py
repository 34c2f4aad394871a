"""Huiyin (回音): the platform on which a people's congress runs its deputies' motions and suggestions."""

__version__ = "0.1.0"
