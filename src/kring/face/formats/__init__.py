"""How a day and a time are written in each language of the pages; numbers as Django knows them for that language.

Day before month in every language, also in English: two colleagues who read one page in two languages read one day.
"""
