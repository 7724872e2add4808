/*
 * A non-blocking connection, plain or TLS, as the truth server and the C client use it.
 * TLS needs OpenSSL's headers: compile with -DWITH_TLS -lssl -lcrypto.
 */
#ifndef STREAM_H
#define STREAM_H

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#ifdef WITH_TLS
#include <openssl/err.h>
#include <openssl/ssl.h>
#endif

/* What stream_read and stream_write return beside a count of bytes. */
enum { STREAM_CLOSED = 0, STREAM_BLOCKED = -1, STREAM_BROKEN = -2 };

struct stream {
  int fd;
#ifdef WITH_TLS
  SSL *ssl; /* NULL: plain */
#endif
};

static inline void die(const char *what) {
  perror(what);
  exit(1);
}

static inline void *need(void *memory) {
  if (memory == NULL) die("memory");
  return memory;
}

static inline uint64_t clock_ns(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Unix time, ms. A double holds it to 0.25 us. */
static inline double unix_ms(void) { return (double)clock_ns(CLOCK_REALTIME) / 1e6; }

static inline void raise_file_limit(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

static inline void set_no_delay(int fd) {
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

#ifdef WITH_TLS
static inline long tls_result(SSL *ssl, int result) {
  if (result > 0) return result;
  switch (SSL_get_error(ssl, result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE: return STREAM_BLOCKED;
    case SSL_ERROR_ZERO_RETURN: return STREAM_CLOSED;
    default: ERR_clear_error(); return STREAM_BROKEN;
  }
}
#endif

static inline long plain_result(ssize_t result) {
  if (result >= 0) return result;
  return errno == EAGAIN || errno == EINTR ? STREAM_BLOCKED : STREAM_BROKEN;
}

/*
 * Reads once. Where `kernel_ms` is given, the socket has SO_TIMESTAMPNS and is plain, it receives
 * the Unix time at which the kernel took the bytes in; otherwise it is left alone.
 */
static inline long stream_read(struct stream *s, void *into, size_t size, double *kernel_ms) {
#ifdef WITH_TLS
  if (s->ssl != NULL) return tls_result(s->ssl, SSL_read(s->ssl, into, (int)size));
#endif
  if (kernel_ms == NULL) return plain_result(recv(s->fd, into, size, 0));
  union { char bytes[CMSG_SPACE(sizeof(struct timespec))]; struct cmsghdr align; } control;
  struct iovec part = {into, size};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1,
                           .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
  long count = plain_result(recvmsg(s->fd, &message, 0));
  for (struct cmsghdr *c = count > 0 ? CMSG_FIRSTHDR(&message) : NULL; c != NULL;
       c = CMSG_NXTHDR(&message, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SO_TIMESTAMPNS) continue;
    struct timespec t;
    memcpy(&t, CMSG_DATA(c), sizeof t);
    *kernel_ms = (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
  }
  return count;
}

static inline long stream_write(struct stream *s, const void *from, size_t size) {
#ifdef WITH_TLS
  if (s->ssl != NULL) return tls_result(s->ssl, SSL_write(s->ssl, from, (int)size));
#endif
  return plain_result(send(s->fd, from, size, MSG_NOSIGNAL));
}

static inline void stream_close(struct stream *s) {
#ifdef WITH_TLS
  if (s->ssl != NULL) SSL_free(s->ssl);
#endif
  close(s->fd);
}

/* The times of one request, as stamps_file.ts reads them: little-endian, no padding. */
struct stamps {
  uint32_t index;
  uint32_t count;
  double start_ms;
  double *event_ms;
};

static inline void write_stamps(const char *path, const struct stamps *all, size_t n) {
  FILE *file = fopen(path, "wb");
  if (file == NULL) die(path);
  for (size_t i = 0; i < n; i++) {
    fwrite(&all[i].index, 4, 1, file);
    fwrite(&all[i].count, 4, 1, file);
    fwrite(&all[i].start_ms, 8, 1, file);
    fwrite(all[i].event_ms, 8, all[i].count, file);
  }
  if (ferror(file) || fclose(file) != 0) die(path);
}

#endif
