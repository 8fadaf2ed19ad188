"""Handing over: what one colleague answers for goes to another in one step, shown before it is done."""
