#!/usr/bin/env bash
# Run once, as root, in Gradescope's Ubuntu image.
set -euo pipefail

apt-get update
apt-get install -y --no-install-recommends bubblewrap python3 python3-venv
python3 -m venv /autograder/environment
/autograder/environment/bin/pip install --no-cache-dir \
  --requirement /autograder/source/requirements.txt
