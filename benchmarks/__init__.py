"""Synthetic data of any size, the same job in several engines, and what each needs for it."""
