"""How clients behave over several calls."""
