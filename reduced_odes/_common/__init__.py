"""What every folder here stands on, and no user needs to import: errors, checks, files, archives, processes, figures.

In: values, file names and jobs as they come from outside.  Out: checked values or one clear sentence (`checks`,
`errors`), files that are written whole or not at all (`files`, `archives`), jobs done here or in other processes
(`executors`), the name of how a computation ended (`outcome`), figures in files (`figures`).
"""
