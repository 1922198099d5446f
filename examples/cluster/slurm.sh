#!/bin/sh
# The happiest particle under Slurm:
#   sbatch examples/cluster/slurm.sh
# Before its time is over, and where a node fails, the job is queued again and the same command goes on from the
# checkpoint.  As an array (sbatch --array=1-10) each job has a seed, tracks and a checkpoint of its own.
#SBATCH --job-name=drift
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=2
#SBATCH --cpus-per-task=1
#SBATCH --time=04:00:00
#SBATCH --signal=B:USR1@300
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=drift_%j.log
set -u
data=${DATA:-$SLURM_SUBMIT_DIR}
run=${SLURM_ARRAY_TASK_ID:-1}

again() {
  echo "slurm.sh: the time is nearly over; queued again, from the last checkpoint"
  kill "$ranks"
  wait "$ranks"
  exec scontrol requeue "$SLURM_JOB_ID"
}
trap again USR1

# Ranks and nodes are those of the job.
mpirun happiest_particle "$data/forcing.nc" --executor mpi --particles 100000 --seed "$run" \
  --output "$data/tracks_$run.nc" --checkpoint "$data/checkpoint_$run" --checkpoint-every 3600 \
  --restart "$data/checkpoint_$run" &
ranks=$!
wait "$ranks"
