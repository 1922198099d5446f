# A table of the kernels that take a particle through an interval, from what `nvcc -Xptxas -v` says.
BEGIN {
  print "\n| kernel | registers | spilled, stores / loads [bytes] | stack [bytes] | warps at once, of 64 |\n|---|---|---|---|---|"
}
/Compiling entry function/ {
  name = ""
  if (/for_each_index/ && /7advanceI/) {
    name = /layered_velocity/ ? "in layers" : "in two dimensions"
    if (/13vertical_walk/) name = name ", walks"
    if (/go_on_there/) name = name ", going on"
    architecture = ""
    if (match($0, /sm_[0-9]+/)) architecture = substr($0, RSTART, RLENGTH)
  }
}
/bytes stack frame/ && name != "" { stack = $1; stores = $5; loads = $9 }
/Used [0-9]+ registers/ && name != "" {
  match($0, /Used [0-9]+/)
  registers = substr($0, RSTART + 5, RLENGTH - 5) + 0
  a_block = int((registers + 7) / 8) * 8 * 32 * 4  # of four warps; handed out by eights
  blocks = int(65536 / a_block)
  if (blocks > 16) blocks = 16
  printf "| %s, %s | %d | %d / %d | %d | %d (%d %%) |\n", name, architecture, registers, stores, loads, stack, 4 * blocks, 100 * 4 * blocks / 64 + 0.5
  name = ""
}
END { print "" }
