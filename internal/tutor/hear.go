package tutor

import (
	"context"
	"mime"
	"slices"

	"satprep/internal/account"
	"satprep/internal/fault"
	"satprep/internal/interaction"
	"satprep/internal/llm"
)

// MaxSpeech is how many bytes a recording may have: two minutes of speech as
// browsers record it are about one MiB.
const MaxSpeech = 8 << 20

// Sounds are the media types of recordings that are taken.
var Sounds = []string{"audio/webm", "audio/ogg", "audio/mp4", "audio/mpeg", "audio/wav", "audio/x-wav", "audio/flac", "audio/x-m4a", "audio/aac"}

// mayHear reports whether a learner agreed to speaking.
func (s *Service) mayHear(ctx context.Context, who account.Actor) (bool, error) {
	if who.Subject.IsZero() {
		return false, nil
	}
	stamp, err := s.consent.Stamp(ctx, who.Subject)
	if err != nil {
		return false, err
	}
	return stamp.At(s.now()).Purposes.Has(interaction.Voice), nil
}

// Hear turns a learner's speech into text, for them to look over and send as
// words that were spoken. Neither the sound nor the text is kept or recorded:
// what is sent afterwards is.
//
// Errors are Conflict where nothing turns speech into text here, or a test is
// open; Forbidden without the consent; Invalid for what is no recording; and
// those of the server that listens.
func (s *Service) Hear(ctx context.Context, who account.Actor, sound llm.Sound) (_ string, err error) {
	defer fault.In(&err, "tutor.Hear")
	if s.settings.Ears == nil {
		return "", fault.New(fault.Conflict, "Speech cannot be turned into text here: whoever runs this server has not set it up. Please type.")
	}
	if who.Status != account.Active {
		return "", fault.New(fault.Forbidden, "This account waits for a parent's confirmation; until then the tutor cannot help.")
	}
	kind, _, err := mime.ParseMediaType(sound.Type)
	if err != nil || !slices.Contains(Sounds, kind) {
		return "", fault.At("Content-Type", "Send the recording itself, with a Content-Type such as audio/webm, audio/mp4 or audio/wav.")
	}
	if len(sound.Data) == 0 {
		return "", fault.At("body", "The recording is empty. Please record again.")
	}
	agreed, err := s.mayHear(ctx, who)
	if err != nil {
		return "", err
	}
	if !agreed {
		return "", fault.New(fault.Forbidden, "Speaking to the tutor needs your consent first: switch on “Speaking to the tutor” under My data and consent.")
	}
	open, err := s.sessions.TestOpen(ctx, who.Subject)
	if err != nil {
		return "", err
	}
	if open {
		return "", fault.New(fault.Conflict, "%s", fixed(string(MoveTestOpen)).text)
	}
	if err := s.pass(who, "", who.Now(s.now)); err != nil {
		return "", err
	}
	heard, err := s.settings.Ears.Hear(ctx, sound)
	return heard.Text, err
}
