! SPDX-License-Identifier: BSL-1.0
! The solver of solver_coupling/shallow_water.hpp in Fortran, with its order of operations; nothing of eudrift.
module shallow_water
  use, intrinsic :: iso_c_binding, only: real64 => c_double, int32 => c_int32_t
  implicit none
  private
  public :: water, square_lake, step, wave_speed

  real(real64), parameter :: gravity = 9.81_real64

  type :: water
    real(real64), allocatable :: x(:), y(:)        ! nodes [m]
    integer(int32), allocatable :: corner(:, :)    ! (3, elements), counter-clockwise
    real(real64) :: depth                          ! still water [m]
    real(real64), allocatable :: elevation(:), volume_area(:)        ! at nodes [m], [m2]
    real(real64), allocatable :: u(:), v(:), area(:)                 ! on elements [m/s], [m2]
    real(real64), allocatable :: slope_x(:, :), slope_y(:, :)        ! of the function that is 1 at corner k [1/m]
  end type

contains

  ! A square of n by n cells of `cell` metres, each cut into two elements, its long wave in x at its highest in the west.
  subroutine square_lake(w, n, cell, depth, amplitude)
    type(water), intent(out) :: w
    integer, intent(in) :: n
    real(real64), intent(in) :: cell, depth, amplitude
    integer :: i, j, k, e, a, b, c, d, from, to
    real(real64) :: wave_number
    allocate (w%x((n + 1)**2), w%y((n + 1)**2), w%corner(3, 2*n*n))
    do j = 0, n
      do i = 0, n
        w%x(j*(n + 1) + i + 1) = i*cell
        w%y(j*(n + 1) + i + 1) = j*cell
      end do
    end do
    e = 0
    do j = 0, n - 1
      do i = 0, n - 1
        a = j*(n + 1) + i + 1
        b = a + 1
        d = a + n + 1
        c = d + 1
        if (mod(i + j, 2) == 0) then
          w%corner(:, e + 1) = [a, b, c]
          w%corner(:, e + 2) = [a, c, d]
        else
          w%corner(:, e + 1) = [a, b, d]
          w%corner(:, e + 2) = [b, c, d]
        end if
        e = e + 2
      end do
    end do
    w%depth = depth
    allocate (w%elevation(size(w%x)), w%volume_area(size(w%x)), source=0.0_real64)
    allocate (w%u(e), w%v(e), w%area(e), source=0.0_real64)
    allocate (w%slope_x(3, e), w%slope_y(3, e))
    do e = 1, size(w%area)
      a = w%corner(1, e)
      b = w%corner(2, e)
      c = w%corner(3, e)
      w%area(e) = 0.5_real64*((w%x(b) - w%x(a))*(w%y(c) - w%y(a)) - (w%y(b) - w%y(a))*(w%x(c) - w%x(a)))
      do k = 1, 3
        from = w%corner(mod(k, 3) + 1, e)
        to = w%corner(mod(k + 1, 3) + 1, e)
        w%slope_x(k, e) = (w%y(from) - w%y(to))/(2*w%area(e))
        w%slope_y(k, e) = (w%x(to) - w%x(from))/(2*w%area(e))
        w%volume_area(w%corner(k, e)) = w%volume_area(w%corner(k, e)) + w%area(e)/3
      end do
    end do
    wave_number = 3.14159265358979_real64/(n*cell)
    w%elevation = amplitude*cos(wave_number*w%x)
  end subroutine

  ! One step, which must be less than the shortest edge divided by the speed of long waves.
  subroutine step(w, seconds)
    type(water), intent(inout) :: w
    real(real64), intent(in) :: seconds
    real(real64) :: inflow
    integer :: e, k, n
    do e = 1, size(w%area)
      do k = 1, 3
        n = w%corner(k, e)
        w%u(e) = w%u(e) - seconds*gravity*w%slope_x(k, e)*w%elevation(n)
        w%v(e) = w%v(e) - seconds*gravity*w%slope_y(k, e)*w%elevation(n)
      end do
    end do
    do e = 1, size(w%area)
      do k = 1, 3
        n = w%corner(k, e)
        inflow = w%area(e)*w%depth*(w%u(e)*w%slope_x(k, e) + w%v(e)*w%slope_y(k, e))
        w%elevation(n) = w%elevation(n) + seconds*inflow/w%volume_area(n)
      end do
    end do
  end subroutine

  real(real64) function wave_speed(w)
    type(water), intent(in) :: w
    wave_speed = sqrt(gravity*w%depth)
  end function

end module
