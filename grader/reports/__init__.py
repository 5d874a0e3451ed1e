"""How a result is shown: one pure function a format, `render(result)`."""
