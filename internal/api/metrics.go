package api

import (
	"context"
	"crypto/subtle"
	"net"
	"net/http"
	"runtime/metrics"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"

	"satprep/internal/fault"
)

// bounds are the upper ends of the buckets of a request's time, in seconds.
var bounds = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}

// A Gauge is a number that is read when somebody asks for it. One that cannot be
// read is absent, which is how Prometheus says unknown.
type Gauge struct {
	Name   string // with the prefix satprep_
	Help   string
	Labels map[string]string
	Read   func(ctx context.Context) (float64, error)
}

// meter counts requests by route pattern, so that its size is that of the
// table and no id ever becomes a label. Its registry is its own: what a library
// registers globally is not shown.
type meter struct {
	registry *prometheus.Registry
	inFlight prometheus.Gauge
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	routes   sync.Map // counted → *series: the vectors would hash the labels of every request
}

// counted is what one series is of.
type counted struct {
	pattern string
	status  int
}

type series struct {
	requests prometheus.Counter
	seconds  prometheus.Observer
}

func newMeter(version string) *meter {
	m := &meter{registry: prometheus.NewRegistry(),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{Name: "satprep_http_in_flight", Help: "Requests being answered."}),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "satprep_http_requests_total", Help: "Requests answered."}, []string{"route", "status"}),
		seconds:  prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "satprep_http_request_seconds", Help: "Time to answer.", Buckets: bounds}, []string{"route"})}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "satprep_build_info", Help: "The build that runs.", ConstLabels: prometheus.Labels{"version": version}})
	build.Set(1)
	m.registry.MustRegister(build, m.inFlight, m.requests, m.seconds, // a name that is there twice is a defect of this page
		process(prometheus.GaugeValue, "go_goroutines", "Goroutines that exist.", "/sched/goroutines:goroutines"),
		process(prometheus.GaugeValue, "go_heap_objects_bytes", "Bytes of live and unswept objects.", "/memory/classes/heap/objects:bytes"),
		process(prometheus.GaugeValue, "go_memory_total_bytes", "Bytes mapped by the Go runtime.", "/memory/classes/total:bytes"),
		process(prometheus.CounterValue, "go_gc_cycles_total", "Garbage collections.", "/gc/cycles/total:gc-cycles"))
	return m
}

// process is a number of the Go runtime.
func process(kind prometheus.ValueType, name, help, source string) prometheus.Collector {
	desc := prometheus.NewDesc(name, help, nil, nil)
	return collect(func(ch chan<- prometheus.Metric) {
		s := []metrics.Sample{{Name: source}}
		metrics.Read(s)
		if s[0].Value.Kind() == metrics.KindUint64 {
			ch <- prometheus.MustNewConstMetric(desc, kind, float64(s[0].Value.Uint64()))
		}
	})
}

// collect is a collector that does not say beforehand what it will show.
type collect func(ch chan<- prometheus.Metric)

func (collect) Describe(chan<- *prometheus.Desc) {}

func (c collect) Collect(ch chan<- prometheus.Metric) { c(ch) }

func (m *meter) count(pattern string, status int, took time.Duration) {
	of := counted{pattern, status}
	v, ok := m.routes.Load(of)
	if !ok {
		v, _ = m.routes.LoadOrStore(of, &series{m.requests.WithLabelValues(pattern, strconv.Itoa(status)), m.seconds.WithLabelValues(pattern)})
	}
	s := v.(*series)
	s.requests.Inc()
	s.seconds.Observe(took.Seconds())
}

// metrics answers in Prometheus' text format.
func (a *API) metrics(w http.ResponseWriter, r *http.Request, _ *caller) error {
	if err := a.mayMeasure(r); err != nil {
		return err
	}
	read := prometheus.NewRegistry() // of this request, whose context the readings end with
	read.MustRegister(a.readings(r.Context()))
	families, err := prometheus.Gatherers{a.meter.registry, read}.Gather()
	if err != nil {
		return err
	}
	format := expfmt.NewFormat(expfmt.TypeTextPlain)
	w.Header().Set("Content-Type", string(format))
	out := expfmt.NewEncoder(w, format)
	for _, f := range families {
		if err := out.Encode(f); err != nil {
			return err
		}
	}
	return nil
}

// readings are the gauges of the rooms.
func (a *API) readings(ctx context.Context) prometheus.Collector {
	return collect(func(ch chan<- prometheus.Metric) {
		for _, g := range a.Gauges {
			if v, err := g.Read(ctx); err == nil {
				ch <- prometheus.MustNewConstMetric(prometheus.NewDesc(g.Name, g.Help, nil, g.Labels), prometheus.GaugeValue, v)
			}
		}
	})
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
