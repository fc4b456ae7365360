package api

import (
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// Time is written as RFC 3339, UTC, with microseconds.
type Time time.Time

// TimeForm is the form of every time in replies.
const TimeForm = "2006-01-02T15:04:05.000000Z"

// MarshalText writes t in TimeForm; the zero time is empty.
func (t Time) MarshalText() ([]byte, error) {
	if time.Time(t).IsZero() {
		return nil, nil
	}
	return time.Time(t).UTC().AppendFormat(make([]byte, 0, len(TimeForm)), TimeForm), nil
}

// Schema tells the OpenAPI document what a Time is.
func (t Time) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date-time"}
}
