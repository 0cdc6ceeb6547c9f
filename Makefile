# What each target does: make help. The work is done by Tools/overlay; every build is below build/.
.DEFAULT_GOAL := all
SHELL = /bin/sh

# PROFILE=pgo: the builds that are measured use profile-guided and link-time optimization.
PROFILE =
VARIANT = $(if $(PROFILE),$(PROFILE),release)
STOCK = stock$(if $(PROFILE),-$(PROFILE))
TESTS =
TESTOPTS =
PREFIX =
DESTDIR =
ARGS =

TOOL = Tools/overlay/run
PYTHON_BUILT = build/$(VARIANT)/python$(shell test -e build/$(VARIANT)/python.exe && echo .exe)
PYTHON_STOCK = build/$(STOCK)/python$(shell test -e build/$(STOCK)/python.exe && echo .exe)
RESULTS = build/importbench$(if $(PROFILE),-$(PROFILE))
# The reader's own settings must not steer the interpreter that is shown, tested and measured.
CLEAN = unset PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONVERSION PYTHONVERSIONPOLICY;

.PHONY: all help configure stock save test regrtest demo demo-pypi bench bench-quick bench-deploy docs pep pep-figures install \
	venv clean fuzz check-worlds check-memory
.NOTPARALLEL:

all:
	@$(TOOL) build --variant '$(VARIANT)'

configure:
	@./configure VARIANT='$(VARIANT)' $(ARGS)

stock:
	@$(TOOL) stock$(if $(PROFILE), --variant '$(PROFILE)')

save:
	@$(TOOL) save $(if $(TREE),--tree '$(TREE)')

test:
	@$(TOOL) build --variant '$(VARIANT)'
	@$(TOOL) test --variant '$(VARIANT)' --tests='$(TESTS)' --testopts='$(TESTOPTS)'

regrtest:
	@$(TOOL) build --variant '$(VARIANT)'
	@$(TOOL) regrtest --variant '$(VARIANT)' --tests='$(TESTS)' --testopts='$(TESTOPTS)'

demo: all
	@$(CLEAN) $(PYTHON_BUILT) Tools/demo/demo.py $(ARGS)

demo-pypi: all
	@$(CLEAN) $(PYTHON_BUILT) Tools/demo/demo_pypi.py $(ARGS)

BENCH = --stock $(PYTHON_STOCK) --ours $(PYTHON_BUILT)

bench-quick: all stock
	@$(CLEAN) $(PYTHON_BUILT) Tools/importbench/quick.py $(BENCH) --json $(RESULTS)/quick.json $(ARGS)

bench: all stock
	@$(CLEAN) $(PYTHON_BUILT) Tools/importbench/run.py $(BENCH) --folder $(RESULTS) $(ARGS)

bench-deploy: all stock
	@$(CLEAN) $(PYTHON_BUILT) Tools/importbench/deploy.py $(BENCH) --folder $(RESULTS) $(ARGS)

# Evidence, each by one file of Tools/proof. ARGS="--result FILE" keeps what came.
SECONDS = 60
PYTHON_VENV = build/$(VARIANT)/venv/bin/python
PROOF = $(CLEAN) $(1) Tools/proof/$(2).py $(ARGS)

fuzz: venv
	@$(call PROOF,$(PYTHON_VENV),fuzz) --seconds $(SECONDS)

check-worlds: all
	@$(call PROOF,$(PYTHON_BUILT),worlds) --seconds $(SECONDS) --stock $(PYTHON_STOCK)

check-memory: all
	@$(call PROOF,$(PYTHON_BUILT),memory)

pep:
	@$(TOOL) pep

pep-figures: all
	@$(CLEAN) $(PYTHON_BUILT) Tools/importbench/figures.py $(ARGS)

docs: all
	@$(TOOL) docs --variant '$(VARIANT)'

venv: all
	@$(TOOL) venv --variant '$(VARIANT)'

install:
	@$(TOOL) install --variant '$(VARIANT)' --prefix='$(PREFIX)' --destdir='$(DESTDIR)'

clean:
	@$(TOOL) clean

help:
	@echo 'make                   build the interpreter: build/release/python'
	@echo 'make demo              build it and show what versioned imports do'
	@echo 'make demo-pypi         the same with packages from the package index'
	@echo 'make test              build it; run the tests of what was touched and of the overlay tool'
	@echo 'make regrtest          the whole suite here and on a stock build; prints what differs'
	@echo 'make bench-quick       the cost of imports against a stock build, in four minutes'
	@echo 'make bench             the whole benchmark, with a page of plots'
	@echo 'make bench-deploy      what fifty programs cost to deploy, in four ways, with a page of plots'
	@echo 'make fuzz SECONDS=60   random input for what reads versions (hypothesis)'
	@echo 'make check-worlds      random worlds for SECONDS, against stock and against a model of the rules'
	@echo 'make check-memory      every allocation of an import, a clause, a Specifier fails in turn (gdb)'
	@echo 'make pep               the proposals as pages in build'
	@echo 'make pep-figures       put the results of bench-quick and bench-deploy into PEP-draft.rst'
	@echo 'make docs              the pages of the documents that are changed, with Sphinx; runs their examples'
	@echo 'make save              edits made in build/src go back into the overlay; TREE=PATH: another tree'
	@echo 'make install PREFIX=.. install; DESTDIR=.. as usual'
	@echo 'make stock             the release without the overlay: build/stock/python'
	@echo 'make clean             remove what was built; downloads stay'
	@echo
	@echo 'VARIANT=release|debug|freethreaded|asan|pgo  which build, each in build/VARIANT'
	@echo 'PROFILE=pgo                              the same two builds for a benchmark, optimized'
	@echo 'TESTS="test_a test_b" TESTOPTS="-v"      which tests, and options of python -m test'
	@echo 'JOBS=N                                   how many compilers or tests at a time'
