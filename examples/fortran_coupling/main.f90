! SPDX-License-Identifier: BSL-1.0
! Drifters in the standing wave of a square lake, tracked inside a Fortran solver's time loop; docs/time_loop.md explains it.
program fortran_coupling
  use, intrinsic :: iso_c_binding, only: real64 => c_double
  use shallow_water
  use drifters
  implicit none
  integer, parameter :: cells = 40, steps = 120
  real(real64), parameter :: side = 10000
  type(water) :: lake
  type(drifter_set) :: set
  real(real64) :: x(4) = [5010, 2500, 7300, 9000], y(4) = [5020, 2600, 100, 9900], seconds
  integer :: k

  call square_lake(lake, cells, side/cells, depth=10.0_real64, amplitude=0.02_real64)
  call begin_drifters(set, lake%x, lake%y, lake%corner, lake%u, lake%v, x, y)
  seconds = side/wave_speed(lake)/steps
  do k = 1, steps
    call step(lake, seconds)
    call follow(set, seconds, lake%u, lake%v)
  end do
  call places(set, x, y)
  call end_drifters(set)
  do k = 1, size(x)
    print '(es24.16e3, 1x, es24.16e3)', x(k), y(k)  ! so many digits give the bits
  end do
end program
