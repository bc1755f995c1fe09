"""Files that people bring: answers of another installation, bibliographies, tables of labels."""
