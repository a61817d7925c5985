class Failure(Exception):
    """One sentence for the person who runs this: what is wrong and what to do."""
