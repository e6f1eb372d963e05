"""The city's desk: rounds of its debt team, from the list that is handed in to the workbook that is taken out."""
