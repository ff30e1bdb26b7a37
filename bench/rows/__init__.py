"""One module for each row; a module names its measurement by `@row` and returns its sides."""
