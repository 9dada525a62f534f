// The peers' workloads as an MPI program for SimGrid SMPI.  usage: workloads <pattern> <iterations> <bytes> <calculate ns>
#include <math.h>
#include <mpi.h>
#include <smpi/smpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECEIVE(peer, tag) MPI_Irecv(in, bytes, MPI_BYTE, peer, tag, MPI_COMM_WORLD, &requests[open++])
#define SEND(peer, tag) MPI_Isend(out, bytes, MPI_BYTE, peer, tag, MPI_COMM_WORLD, &requests[open++])
#define WAIT() do { MPI_Waitall(open, requests, MPI_STATUSES_IGNORE); open = 0; } while (0)
// The hosts' speed is 1 Gf: one flop is one nanosecond.
#define CALCULATE() do { if (ns > 0) smpi_execute_flops((double)ns); } while (0)
#define AT(a, b, c) ((((a) + side) % side) + (((b) + side) % side) * side + (((c) + side) % side) * side * side)

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  int rank, ranks, open = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  const char *pattern = argv[1];
  const long iterations = atol(argv[2]);
  const int bytes = atoi(argv[3]);
  const long ns = atol(argv[4]);
  const int side = (int)lround(cbrt((double)ranks));
  // No globals: ranks share them.
  char *out = malloc(bytes + 1);
  char *in = malloc(bytes + 1);
  MPI_Request *requests = malloc(sizeof(MPI_Request) * (2 * ranks + 16));
  for (long i = 0; i < iterations; i++) {
    if (!strcmp(pattern, "pingpong")) {
      for (int turn = 0; turn < 2; turn++) {
        if (turn == rank) MPI_Send(out, bytes, MPI_BYTE, 1 - rank, 0, MPI_COMM_WORLD);
        else MPI_Recv(in, bytes, MPI_BYTE, 1 - rank, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      }
      continue;
    }
    CALCULATE();
    if (!strcmp(pattern, "halo1d")) {
      if (rank > 0) RECEIVE(rank - 1, 1);
      if (rank < ranks - 1) RECEIVE(rank + 1, 2);
      if (rank > 0) SEND(rank - 1, 2);
      if (rank < ranks - 1) SEND(rank + 1, 1);
      WAIT();
    } else if (!strcmp(pattern, "halo3d")) {
      const int x = rank % side, y = (rank / side) % side, z = rank / (side * side);
      const int near[6] = {AT(x - 1, y, z), AT(x + 1, y, z), AT(x, y - 1, z), AT(x, y + 1, z), AT(x, y, z - 1), AT(x, y, z + 1)};
      for (int k = 0; k < 6; k++) RECEIVE(near[k], 1 + (k ^ 1));
      for (int k = 0; k < 6; k++) SEND(near[k], 1 + k);
      WAIT();
    } else if (!strcmp(pattern, "ar_rdb")) {
      for (int distance = 1; distance < ranks; distance <<= 1) {
        RECEIVE(rank ^ distance, distance);
        SEND(rank ^ distance, distance);
        WAIT();
      }
    } else if (!strcmp(pattern, "ar_ring")) {
      for (int s = 0; s < 2 * (ranks - 1); s++) {
        RECEIVE((rank + ranks - 1) % ranks, 1);
        SEND((rank + 1) % ranks, 1);
        WAIT();
      }
    } else if (!strcmp(pattern, "a2a_pair")) {
      for (int k = 1; k < ranks; k++) {
        RECEIVE((rank + ranks - k) % ranks, k);
        SEND((rank + k) % ranks, k);
        WAIT();
      }
    } else {
      for (int k = 1; k < ranks; k++) RECEIVE((rank + ranks - k) % ranks, 1);
      for (int k = 1; k < ranks; k++) SEND((rank + k) % ranks, 1);
      WAIT();
    }
  }
  MPI_Finalize();
  return 0;
}
