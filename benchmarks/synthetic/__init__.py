"""Draws of the generator: one subject a module. Everything drawn is marked 合成数据."""
