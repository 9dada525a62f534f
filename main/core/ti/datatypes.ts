/**
 * Bytes of a datatype by the number that a trace gives it: the order of `src/smpi/mpi/smpi_datatype.cpp` in SimGrid's public
 * sources (3.32 to 4.1), with the sizes of x86-64 Linux.
 */
const sizes: readonly number[] = [
  8, 4, 1, 2, 8, 4, 1, 8, 1, 1, // double int char short long float byte long-long signed-char unsigned-char
  2, 4, 8, 8, 16, 4, 1, 1, 2, 4, // unsigned-short unsigned unsigned-long unsigned-long-long long-double wchar bool int8 int16 int32
  8, 1, 2, 4, 8, 8, 16, 32, 8, 8, // int64 uint8 uint16 uint32 uint64 float-complex double-complex long-double-complex aint offset
  8, 16, 16, 8, 8, 8, 16, 16, 4, 4, // float-int long-int double-int short-int 2int 2float 2double 2long real real4
  8, 16, 8, 16, 16, 4, 2, 4, 8, 16, // real8 real16 complex8 complex16 complex32 integer1 integer2 integer4 integer8 integer16
  32, 1, 8, 16, 32, 0, 0, 1, 8, 8, // long-double-int c++bool c++complexes ub lb packed pointer count
];

/** Size of datatype `id`; undefined when there is none. */
export const datatypeBytes = (id: number): number | undefined => sizes[id];

/** The highest number of a datatype. */
export const lastDatatype = sizes.length - 1;
