! SPDX-License-Identifier: BSL-1.0
! The functions of drifters_c.cpp in Fortran's words, with a sentence and an end of the program where one fails.
module drifters
  use, intrinsic :: iso_c_binding
  implicit none
  private
  public :: drifter_set, begin_drifters, follow, places, end_drifters

  type :: drifter_set
    private
    type(c_ptr) :: made = c_null_ptr
  end type

  integer(c_int), parameter :: room = 400

  interface
    integer(c_int) function drifters_begin(nodes, x, y, elements, corner, u, v, count, px, py, made, why, room) bind(c)
      import
      integer(c_int), value :: nodes, elements, count, room
      real(c_double), intent(in) :: x(*), y(*), u(*), v(*), px(*), py(*)
      integer(c_int32_t), intent(in) :: corner(*)
      type(c_ptr), intent(out) :: made
      character(kind=c_char), intent(out) :: why(*)
    end function
    integer(c_int) function drifters_follow(made, seconds, elements, u, v, why, room) bind(c)
      import
      type(c_ptr), value :: made
      real(c_double), value :: seconds
      integer(c_int), value :: elements, room
      real(c_double), intent(in) :: u(*), v(*)
      character(kind=c_char), intent(out) :: why(*)
    end function
    integer(c_int) function drifters_places(made, count, x, y, why, room) bind(c)
      import
      type(c_ptr), value :: made
      integer(c_int), value :: count, room
      real(c_double), intent(out) :: x(*), y(*)
      character(kind=c_char), intent(out) :: why(*)
    end function
    subroutine drifters_end(made) bind(c)
      import
      type(c_ptr), value :: made
    end subroutine
  end interface

contains

  ! x, y: nodes [m]; corner(3, elements): the nodes of each element, from 1; u, v: velocity on elements [m/s].
  subroutine begin_drifters(set, x, y, corner, u, v, px, py)
    type(drifter_set), intent(out) :: set
    real(c_double), intent(in), contiguous :: x(:), y(:), u(:), v(:), px(:), py(:)
    integer(c_int32_t), intent(in), contiguous :: corner(:, :)
    character(kind=c_char) :: why(room)
    if (drifters_begin(size(x), x, y, size(u), corner, u, v, size(px), px, py, set%made, why, room) /= 0) call refuse(why)
  end subroutine

  subroutine follow(set, seconds, u, v)
    type(drifter_set), intent(in) :: set
    real(c_double), intent(in) :: seconds
    real(c_double), intent(in), contiguous :: u(:), v(:)
    character(kind=c_char) :: why(room)
    if (drifters_follow(set%made, seconds, size(u), u, v, why, room) /= 0) call refuse(why)
  end subroutine

  subroutine places(set, x, y)
    type(drifter_set), intent(in) :: set
    real(c_double), intent(out), contiguous :: x(:), y(:)
    character(kind=c_char) :: why(room)
    if (drifters_places(set%made, size(x), x, y, why, room) /= 0) call refuse(why)
  end subroutine

  subroutine end_drifters(set)
    type(drifter_set), intent(inout) :: set
    call drifters_end(set%made)
    set%made = c_null_ptr
  end subroutine

  subroutine refuse(why)
    use, intrinsic :: iso_fortran_env, only: error_unit
    character(kind=c_char), intent(in) :: why(:)
    integer :: i
    do i = 1, size(why)
      if (why(i) == c_null_char) exit
      write (error_unit, '(a)', advance='no') why(i)
    end do
    write (error_unit, *)
    stop 2, quiet=.true.
  end subroutine

end module
