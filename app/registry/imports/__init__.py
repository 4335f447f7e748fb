"""The registry from and to tables: CSV and XLSX with Chinese or English headings."""
