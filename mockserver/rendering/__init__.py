"""From rows and errors to bodies: views of rows, templates around them, texts of violations."""
