#!/bin/bash
# A sweep over numbers of angles on a cluster with SLURM: lists its runs, submits a job array that trains each of them in a
# task of its own, and behind it a job that writes the summary.
#
#   bash sweep.sh
#
# Given again, it goes on: complete runs end at once, others go on where they stopped. Options of sbatch in SBATCH_OPTIONS go
# before those of the script that atcs writes, such as SBATCH_OPTIONS="--partition=gpu --gres=gpu:1 --time=48:00:00".
set -euo pipefail

# --- Paths: the only lines to edit ---------------------------------------------------------------------------------
DATASET="${DATASET:-/path/to/dataset}"
# On a file system that all nodes share.
SWEEP="${SWEEP:-/path/to/sweep}"
# --------------------------------------------------------------------------------------------------------------------

ATCS="${ATCS:-npx --yes --package @atcs/cli atcs}"

# Five numbers of angles with three seeds each, 8 runs at once.
$ATCS sweep "$DATASET" --out "$SWEEP" --angles 1,2,4,8,16 --seeds 0,1,2 \
  --task bin_seg_3d --height-bins 4:103 --epochs 50 ${TRAIN_OPTIONS:-} --slurm 8 >/dev/null

job="$(sbatch --parsable ${SBATCH_OPTIONS:-} "$SWEEP/sweep.sbatch")"
sbatch --dependency="afterany:${job%%;*}" --job-name=atcs-sweep-summary --ntasks=1 --mem=2G --time=00:30:00 \
  --output="$SWEEP/logs/summary.log" --wrap "$ATCS sweep '$SWEEP' --summary"
