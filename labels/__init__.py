"""Stickers: a code as QR and in words, on rolls and sheets. (Nowhere else does label mean anything else.)"""
