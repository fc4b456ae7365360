// Toyserver is a model server to play with: it speaks the OpenAI
// chat-completions protocol and repeats what it hears, word by word.
//
//	go run ./internal/llm/llmtest/toyserver -listen localhost:8099
//
// Its model string is openai:http://localhost:8099/v1?model=toy
package main

import (
	"flag"
	"log"
	"net/http"
	"time"

	"satprep/internal/llm/llmtest"
)

func main() {
	listen := flag.String("listen", "localhost:8099", "address to listen on")
	pause := flag.Duration("pause", 30*time.Millisecond, "pause between words")
	flag.Parse()
	server := &http.Server{
		Addr:              *listen,
		Handler:           llmtest.Func(llmtest.Echo(*pause)),
		ReadHeaderTimeout: 10 * time.Second,
	}
	log.Printf("a toy model: openai:http://%s/v1?model=toy", *listen)
	log.Fatal(server.ListenAndServe())
}
