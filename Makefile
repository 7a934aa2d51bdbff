# Each target is one verb; what it does is written in the script or the playbook that it calls.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help demo down status dashboard picture doctor plan apply destroy deploy rollback releases redrive trace lint \
  test test-extra test-images fuzz soak bench bench-estate scale lock environment images engine

ENV ?= local
PYTHON ?= python3
VENV ?= .venv
AWS_PORT ?= 0
PRODUCER_PORT ?= 0
MOVE ?= false
EMAILS ?= 20000
MINUTES ?= 10
export PYTHON VENV

help: ## what there is to call
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

demo: ## one email from POST to S3 on this machine; AWS_PORT= and PRODUCER_PORT= fix the ports
	@ci/environment local
	@$(VENV)/bin/python -m local_aws.demo --aws-port $(AWS_PORT) --balancer-port $(PRODUCER_PORT)

down: ## stop what `make demo` started
	@if [ -x $(VENV)/bin/python ]; then $(VENV)/bin/python -m local_aws stop; else echo 'not running'; fi

status: ## endpoints, tasks, queues, what became of mail, alarms, newest objects on this machine; EVERY=2 tells it anew
	@ci/environment local
	@$(VENV)/bin/python -m local_aws.status $(if $(EVERY),--every $(EVERY))

dashboard: ## the same numbers over time, in a browser: Prometheus with the estate's rules, and Grafana where one is installed
	@ci/environment local
	@$(VENV)/bin/python -m local_aws.dashboard

picture: ## docs/mail_flow.svg anew: MINUTES= of mail of every kind, as a real Prometheus saw them
	@ci/environment local
	@ci/picture $(MINUTES)

doctor: ## whether inventory/$(ENV) can be applied: all faults at once, each with the next command
	@ci/environment local
	@ci/doctor $(ENV)

# make itself exits with 2 whatever fails, so here a plan of something is a success; scripts call ci/plan.
plan: ## what an apply of inventory/$(ENV) would change; writes nothing
	@ci/environment local
	@ci/plan $(ENV) || [ $$? = 2 ]

apply: ## bring the estate of inventory/$(ENV) to what it says
	@ci/environment local
	@ci/apply $(ENV)

destroy: ## remove the estate of inventory/$(ENV); asks for its name, or CONFIRM= says it
	@ci/environment local
	@CONFIRM=$(CONFIRM) ci/destroy $(ENV)

deploy: ## SERVICE=producer VERSION=1.0.12 (or a digest) runs in the estate of inventory/$(ENV), or what ran before does
	@ci/environment local
	@ci/deploy $(ENV) $(if $(SERVICE),$(SERVICE)=$(VERSION))

rollback: ## SERVICE=producer goes back to what was released before
	@ci/environment local
	@ci/deploy $(ENV) --rollback $(SERVICE)

releases: ## who released what and when, and what failed to be
	@ci/environment local
	@$(VENV)/bin/ansible-playbook -i inventory/$(ENV) playbooks/releases.yml

redrive: ## what failed in the estate of inventory/$(ENV), and why; MOVE=true moves it back
	@ci/environment local
	@$(VENV)/bin/ansible-playbook -i inventory/$(ENV) playbooks/redrive.yml -e move=$(MOVE)

trace: ## EMAIL_ID= where one email of inventory/$(ENV) is, from its request to its object
	@ci/environment local
	@$(VENV)/bin/ansible-playbook -i inventory/$(ENV) playbooks/trace.yml -e email_id=$(EMAIL_ID)

lint: ## lints, types, dependency rules
	@ci/environment test
	@ci/check

test-extra: ## what needs Chromium, Prometheus, npm and a container engine besides; installs them where it may
	@ci/environment test
	@ci/test_extra

test-images: engine ## both images built and run, hardened as their tasks are, against an embedded AWS
	@ci/environment test
	@ci/test_images

test: lint ## everything that proves the project
	@ci/test

images: ## the images of both services; VERSION= says which version they are
	@ci/build producer consumer $(if $(VERSION),--version $(VERSION))

engine: ## a container engine of this checkout where none runs (root, Debian); ci/engine stop ends it
	@ci/environment local
	@ci/engine start

lock: ## compile the locks anew from pyproject.toml
	@ci/environment test
	@ci/lock

fuzz: ## tens of thousands of hostile requests against a producer on this machine
	@ci/environment test
	@ci/fuzz

soak: ## 20,000 emails amid faults and kills, and proof that none is lost or doubled; EMAILS= for another number
	@ci/environment test
	@ci/soak $(EMAILS)

bench: ## what an email costs both services, and what people use instead; needs two cores that are idle
	@ci/bench

bench-estate: ## what an apply from nothing takes and one with nothing to do, and how many module calls
	@ci/environment local
	@ci/bench_estate

scale: ## what a million and a billion emails a day need and cost, of what `make bench` measured: docs/scale.md
	@ci/environment local
	@ci/scale

environment: ## only the virtual environment
	@ci/environment local
