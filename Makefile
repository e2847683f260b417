# The six verbs of daily work. Each is one command that also works by itself.
MVN := ./mvnw
.DEFAULT_GOAL := help
.PHONY: help run test one format console bench

help: ## list the verbs
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

run: ## start everything on this machine, with live reload
	$(MVN) quarkus:dev

test: ## all tests, as CI runs them
	$(MVN) verify

one: ## one test class or method: make one T=SignInApiTest, make one T='SignInApiTest#*cookie*'
	@test -n "$(T)" || { echo 'name a test: make one T=SignInApiTest' >&2; exit 2; }
	$(MVN) -q test -Derrorprone.plugin=-Xlint:none -Dtest='$(T)'

format: ## format Java and Python sources
	$(MVN) -q spotless:apply
	@if command -v ruff >/dev/null; then cd src/main/python && ruff format . && ruff check --fix .; \
	else echo 'Python is not formatted: install src/main/python/locks/dev.txt for ruff'; fi

console: ## check and build the console; commit its result
	cd src/main/webui && npm ci && npm run check && npm run build

bench: ## one benchmark: make bench B=RequestBench A='requests=2000'
	@test -n "$(B)" || { echo 'name a benchmark: make bench B=RequestBench' >&2; exit 2; }
	$(MVN) -q package -DskipTests
	src/bench/run $(B) $(A)
