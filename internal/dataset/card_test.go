package dataset

import (
	"strings"
	"testing"
)

func TestTheTermsOnTheCard(t *testing.T) {
	t.Parallel()
	for terms, want := range map[string]string{
		"":                         "license_name: not-for-redistribution\nlicense_details: \"Not for redistribution.\"\n",
		"For our district, 2026 ":  "license_name: for-our-district-2026\nlicense_details: \"For our district, 2026 \"\n",
		"https://x.example/by/4.0": "license_name: x.example-by-4.0\nlicense_link: \"https://x.example/by/4.0\"\n",
		"§":                        "license_name: other-terms\nlicense_details: \"§\"\n",
	} {
		var b strings.Builder
		cardLicense(&b, &Sheet{Recipe: &Recipe{License: terms}})
		if got := b.String(); got != "license: other\n"+want {
			t.Errorf("%q: %s", terms, got)
		}
	}
}
