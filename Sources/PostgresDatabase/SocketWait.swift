#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Waits until a socket can be read or the time is over. Blocks the thread: for threads of our own only.
func wait(forSocket socket: Int32, milliseconds: Int32) {
    var descriptor = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    _ = unsafe poll(&descriptor, 1, milliseconds)
}
