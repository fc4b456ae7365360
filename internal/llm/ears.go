package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"regexp"
	"strings"
	"time"

	"satprep/internal/fault"
)

// Ears turn speech into text at a server that has OpenAI's
// /v1/audio/transcriptions. They may be used by many goroutines.
type Ears struct{ c *Client }

// A Sound is a recording.
type Sound struct {
	Data []byte
	Type string // media type, such as audio/webm;codecs=opus
}

// Heard is what was said in a recording.
type Heard struct {
	Text    string
	Latency time.Duration // from the call to its end, waiting and tries included
	Tries   int           // HTTP requests made
}

var languageRE = regexp.MustCompile(`^[a-z]{2,3}$`)

// OpenEars returns ears for a string such as
//
//	openai:http://localhost:8000/v1?model=whisper-1&language=en
//
// Its parameters are model (needed), name, language, concurrency, first_byte and
// total; else it is read as Open reads a model string. Nothing is sent before
// Hear.
func OpenEars(spec, key string, opts ...Option) (e *Ears, err error) {
	defer fault.In(&err, "llm.OpenEars")
	s := settings{concurrency: 4, now: time.Now}
	s.timeouts.FirstByte = 2 * time.Minute // nothing comes before all is heard
	for _, o := range opts {
		o(&s)
	}
	err = s.parse(spec, "/audio/transcriptions", func(name, value string) error {
		switch name {
		case "language":
			if s.language = value; !languageRE.MatchString(value) {
				return fault.At("model", "The language of what is heard is a code such as en.")
			}
			return nil
		case "model", "name", "concurrency", "first_byte", "total":
			return s.set(name, value)
		}
		return fault.At("model", "The string for transcription has a parameter that is not known. Known are model, name, language, concurrency, first_byte and total.")
	})
	if err != nil {
		return nil, err
	}
	c, err := s.client(key)
	return &Ears{c}, err
}

// Close lets idle connections go.
func (e *Ears) Close() error { return e.c.Close() }

// Meter returns what the ears have done so far.
func (e *Ears) Meter() Meter { return e.c.Meter() }

// Hear sends a recording and returns what was said. Its errors are as
// Generate's, with sentences about speech.
func (e *Ears) Hear(ctx context.Context, sound Sound) (out Heard, err error) {
	defer fault.In(&err, "llm.Hear(%s)", e.c.name)
	form, kind, err := e.form(sound)
	if err != nil {
		return Heard{}, err
	}
	k := &call{Client: e.c, parent: ctx, start: e.c.now(), scrub: e.c.scrubber(nil)}
	k.send = func(ctx context.Context) *failure {
		text, f := e.try(ctx, k, form, kind)
		out.Text = text
		return f
	}
	e.c.meter.begin()
	ctx, cancel := context.WithTimeoutCause(ctx, e.c.timeouts.Total, errTotal)
	defer cancel()
	f := k.queued(ctx)
	out.Tries, out.Latency = k.res.Tries, e.c.now().Sub(k.start)
	e.c.meter.end(k.res, f)
	if f == nil {
		return out, nil
	}
	err = f.fault()
	var said *fault.Error
	if sentence := unheard[f.cause]; sentence != "" && errors.As(err, &said) && said.Kind != fault.TooLarge {
		said.Sentence = sentence
	} else if said != nil && said.Kind == fault.TooLarge {
		said.Sentence = "The recording is too long for the server that turns speech into text. Please say it in shorter pieces."
	}
	return out, err
}

// unheard is what to tell the person, by cause.
var unheard = map[Cause]string{
	RateLimited: "The server that turns speech into text is busy. Please try again in a moment, or type.",
	Unavailable: "The server that turns speech into text is not answering. Please try again later, or type.",
	Rejected:    "The server that turns speech into text does not accept the recording. The operator must look at its settings; until then please type.",
	Stopped:     "The recording was not turned into text: it was stopped.",
	Empty:       "Nothing could be understood in the recording. Please speak closer to the microphone, or type.",
}

// form is the recording as such servers take it.
func (e *Ears) form(sound Sound) (body []byte, kind string, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, field := range [][2]string{{"model", e.c.model}, {"language", e.c.language}, {"response_format", "json"}} {
		if field[1] != "" {
			err = errors.Join(err, w.WriteField(field[0], field[1]))
		}
	}
	h := textproto.MIMEHeader{}
	// They tell the format by the name.
	h.Set("Content-Disposition", `form-data; name="file"; filename="speech.`+extension(sound.Type)+`"`)
	h.Set("Content-Type", sound.Type)
	part, partErr := w.CreatePart(h)
	if partErr == nil {
		_, partErr = part.Write(sound.Data)
	}
	err = errors.Join(err, partErr, w.Close()) // writes the end
	return b.Bytes(), w.FormDataContentType(), err
}

// Extensions of the names by media type.
var extensions = map[string]string{"audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/x-m4a": "m4a", "audio/aac": "m4a", "audio/wav": "wav", "audio/x-wav": "wav", "audio/ogg": "ogg", "audio/flac": "flac"}

func extension(kind string) string {
	media, _, _ := mime.ParseMediaType(kind)
	if x, ok := extensions[media]; ok {
		return x
	}
	return "webm"
}

// try makes one HTTP request.
func (e *Ears) try(ctx context.Context, k *call, form []byte, kind string) (string, *failure) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	hr, err := http.NewRequestWithContext(ctx, http.MethodPost, e.c.url, bytes.NewReader(form))
	if err != nil {
		return "", failed(Rejected, "the address cannot be used")
	}
	hr.Header.Set("Content-Type", kind)
	hr.Header.Set("Accept", "application/json")
	e.c.authorize(hr.Header)
	watch := newWatch(cancel, e.c.timeouts)
	defer watch.rest()
	resp, err := e.c.http.Do(hr)
	if err != nil {
		return "", k.broken(ctx, err, false)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(&watched{body: resp.Body, watch: watch}, maxText))
	if k.parent.Err() != nil {
		return "", k.broken(ctx, k.parent.Err(), false)
	}
	if resp.StatusCode != http.StatusOK {
		return "", plainly(readRefusal(resp.StatusCode, body).failure(resp.Header, k.now(), k.scrub))
	}
	if err != nil {
		return "", k.broken(ctx, err, false)
	}
	var said struct {
		Text  *string         `json:"text"`
		Error json.RawMessage `json:"error"`
	}
	switch err := json.Unmarshal(body, &said); {
	case err == nil && says(said.Error):
		return "", plainly(readErrorIn(body).failure(resp.Header, k.now(), k.scrub))
	case err != nil || said.Text == nil:
		return "", failed(Unavailable, "the answer is not the JSON of a transcription")
	}
	text := strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(*said.Text, "\x00", ""), ""))
	if text == "" {
		return "", failed(Empty, "")
	}
	return text, nil
}

// plainly is a refusal that no other shape of the request would avoid.
func plainly(f *failure) *failure {
	f.refuse = nil
	return f
}
