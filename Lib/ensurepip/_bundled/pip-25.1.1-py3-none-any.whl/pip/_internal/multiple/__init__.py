"""Several versions of a project beside each other in one library directory.

pip's commands call this package at a few places each; the rules are here.

What is there           layout, records, environment, providing
install                 options, refusing, installing (its three entrances), and
                        in the order of the work:
  what to install       imports, statements, clauses; requirements
  what it is            wheels, names
  where it goes         destinations, locking, leftovers
  how it gets there     placing, dependencies, scripts; moving, flat
Other commands          listing, freezing, removing, checking, replacing
"""
