"""Compares the platforms' directories with ours; what to do about a difference is for people to decide."""

from jobs.runs import Run


async def compare(run: Run) -> None:
    """Read the platforms with no transaction open, then record what was found."""
    outcome = await run.surroundings.compare_directory()
    async with run.surroundings.database.begin(run.now) as tx:
        await run.finish(tx, outcome)
