"""The pages of the staff's corner. Each is two files of one name; `view` puts them on the glass."""
