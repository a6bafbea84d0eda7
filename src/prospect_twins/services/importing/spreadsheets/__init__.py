"""Spreadsheets as rows of text: what a person sees in each cell, sheet by sheet, in little memory.

Own readers rather than a library's: openpyxl has had no release since 2024, has no types, and leaves formatting to
its caller; calamine hands out values without their formats and holds a whole sheet as a dense block, so that one cell
in the last column of the last row takes gigabytes.
"""
