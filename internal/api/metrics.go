package api

import (
	"bufio"
	"context"
	"crypto/subtle"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime/metrics"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"satprep/internal/fault"
)

// bounds are the upper ends of the buckets of a request's time, in seconds.
var bounds = [...]float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}

// A gauge is a number that is read when somebody asks for it.
type Gauge struct {
	Name  string // with the prefix satprep_
	Help  string
	Label string // name="value", or ""
	Read  func(ctx context.Context) (float64, error)
}

// counted is what is known of one route.
type counted struct {
	buckets  [len(bounds) + 1]atomic.Uint64
	nanos    atomic.Int64
	statuses sync.Map // int → *atomic.Uint64
}

// meter counts requests by route pattern, so that its size is that of the
// table and no id ever becomes a label.
type meter struct {
	routes   sync.Map // pattern → *counted
	inFlight atomic.Int64
}

func (m *meter) count(pattern string, status int, took time.Duration) {
	v, ok := m.routes.Load(pattern)
	if !ok {
		v, _ = m.routes.LoadOrStore(pattern, &counted{})
	}
	c := v.(*counted)
	s := took.Seconds()
	i := 0
	for i < len(bounds) && s > bounds[i] {
		i++
	}
	c.buckets[i].Add(1)
	c.nanos.Add(int64(took))
	n, ok := c.statuses.Load(status)
	if !ok {
		n, _ = c.statuses.LoadOrStore(status, &atomic.Uint64{})
	}
	n.(*atomic.Uint64).Add(1)
}

// metrics answers in Prometheus' text format 0.0.4, which is short enough to
// write by hand: the client library would add protocol buffers to the binary.
// Source: https://prometheus.io/docs/instrumenting/exposition_formats/
func (a *API) metrics(w http.ResponseWriter, r *http.Request, _ *caller) error {
	if err := a.mayMeasure(r); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# HELP satprep_build_info The build that runs.\n# TYPE satprep_build_info gauge\nsatprep_build_info{version=%q} 1\n", a.Version)
	a.meter.write(out)
	a.gauges(r.Context(), out)
	runtimeGauges(out)
	return out.Flush()
}

// mayMeasure lets this machine in, and whoever has the token. Behind a proxy
// every request comes from this machine, so there only the token counts.
func (a *API) mayMeasure(r *http.Request) error {
	t, byCookie := token(r)
	if a.MetricsToken != "" && !byCookie && subtle.ConstantTimeCompare([]byte(t), []byte(a.MetricsToken)) == 1 {
		return nil
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	ip := net.ParseIP(host)
	if err == nil && ip != nil && ip.IsLoopback() && !a.TrustProxy && r.Header.Get("X-Forwarded-For") == "" && r.Header.Get("Forwarded") == "" {
		return nil
	}
	return fault.New(fault.Unauthenticated, "Metrics are read from this machine, or with Authorization: Bearer and the token in SATPREP_METRICS_TOKEN.")
}

func (m *meter) write(out io.Writer) {
	var patterns []string
	m.routes.Range(func(k, _ any) bool { patterns = append(patterns, k.(string)); return true })
	slices.Sort(patterns)
	fmt.Fprintf(out, "# HELP satprep_http_in_flight Requests being answered.\n# TYPE satprep_http_in_flight gauge\nsatprep_http_in_flight %d\n", m.inFlight.Load())
	fmt.Fprint(out, "# HELP satprep_http_requests_total Requests answered.\n# TYPE satprep_http_requests_total counter\n")
	for _, p := range patterns {
		c := m.find(p)
		var codes []int
		c.statuses.Range(func(k, _ any) bool { codes = append(codes, k.(int)); return true })
		slices.Sort(codes)
		for _, code := range codes {
			n, _ := c.statuses.Load(code)
			fmt.Fprintf(out, "satprep_http_requests_total{route=%q,status=\"%d\"} %d\n", p, code, n.(*atomic.Uint64).Load())
		}
	}
	fmt.Fprint(out, "# HELP satprep_http_request_seconds Time to answer.\n# TYPE satprep_http_request_seconds histogram\n")
	for _, p := range patterns {
		c := m.find(p)
		var sum uint64
		for i := range c.buckets {
			sum += c.buckets[i].Load()
			le := "+Inf"
			if i < len(bounds) {
				le = strconv.FormatFloat(bounds[i], 'g', -1, 64)
			}
			fmt.Fprintf(out, "satprep_http_request_seconds_bucket{route=%q,le=%q} %d\n", p, le, sum)
		}
		fmt.Fprintf(out, "satprep_http_request_seconds_sum{route=%q} %g\nsatprep_http_request_seconds_count{route=%q} %d\n", p, time.Duration(c.nanos.Load()).Seconds(), p, sum)
	}
}

func (m *meter) find(pattern string) *counted {
	v, _ := m.routes.Load(pattern)
	return v.(*counted)
}

func (a *API) gauges(ctx context.Context, out io.Writer) {
	last := ""
	for _, g := range a.Gauges {
		v, err := g.Read(ctx)
		if err != nil {
			continue // absent is how Prometheus says unknown
		}
		if g.Name != last {
			fmt.Fprintf(out, "# HELP %s %s\n# TYPE %s gauge\n", g.Name, g.Help, g.Name)
			last = g.Name
		}
		label := g.Label
		if label != "" {
			label = "{" + label + "}"
		}
		fmt.Fprintf(out, "%s%s %g\n", g.Name, label, v)
	}
}

func runtimeGauges(out io.Writer) {
	for _, g := range []struct{ name, help, source string }{
		{"go_goroutines", "Goroutines that exist.", "/sched/goroutines:goroutines"},
		{"go_heap_objects_bytes", "Bytes of live and unswept objects.", "/memory/classes/heap/objects:bytes"},
		{"go_memory_total_bytes", "Bytes mapped by the Go runtime.", "/memory/classes/total:bytes"},
		{"go_gc_cycles_total", "Garbage collections.", "/gc/cycles/total:gc-cycles"},
	} {
		s := []metrics.Sample{{Name: g.source}}
		metrics.Read(s)
		if s[0].Value.Kind() == metrics.KindUint64 {
			fmt.Fprintf(out, "# HELP %s %s\n# TYPE %s gauge\n%s %d\n", g.name, g.help, g.name, g.name, s[0].Value.Uint64())
		}
	}
}
