// Checks a log with the packages of Go's checksum database: `go run verify.go DIRECTORY`.
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var directory = os.Args[1]

func read(name string) string {
	bytes, err := os.ReadFile(filepath.Join(directory, name))
	check(err)
	return string(bytes)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func number(text string) int64 {
	value, err := strconv.ParseInt(text, 10, 64)
	check(err)
	return value
}

func hash(text string) tlog.Hash {
	value, err := tlog.ParseHash(text)
	check(err)
	return value
}

func hashes(texts []string) (list []tlog.Hash) {
	for _, text := range texts {
		list = append(list, hash(text))
	}
	return
}

// The size and root of a note that the key in a file has signed.
func open(text string, key string) (int64, tlog.Hash) {
	verifier, err := note.NewVerifier(strings.TrimSpace(read(key)))
	check(err)
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	return number(lines[1]), hash(lines[2])
}

func main() {
	head, checkpoint, _ := strings.Cut(read("123.tlog-proof"), "\n\n")
	lines := strings.Split(head, "\n")
	index := number(strings.TrimPrefix(lines[1], "index "))
	path := hashes(lines[2:])
	leaf := tlog.RecordHash([]byte(read("leaf")))
	for _, key := range []string{"log.vkey", "epoch.vkey"} {
		size, root := open(checkpoint, key)
		check(tlog.CheckRecord(path, size, root, index, leaf))
		if tlog.CheckRecord(path, size, root, index, tlog.RecordHash([]byte("another leaf"))) == nil {
			log.Fatal("another leaf is accepted")
		}
	}

	proofs := bufio.NewScanner(strings.NewReader(read("proofs")))
	proofs.Buffer(nil, 1<<20)
	count := 0
	for ; proofs.Scan(); count++ {
		words := strings.Fields(proofs.Text())
		first, second, one, other, path := number(words[1]), number(words[2]), hash(words[3]), hash(words[4]), hashes(words[5:])
		holds := func() error {
			if words[0] == "inclusion" {
				return tlog.CheckRecord(path, second, other, first, one)
			}
			return tlog.CheckTree(path, second, other, first, one)
		}
		check(holds())
		for i := range path {
			path[i][i] ^= 1
			if holds() == nil {
				log.Fatalf("accepted with hash %d changed: %s", i, proofs.Text())
			}
			path[i][i] ^= 1
		}
	}
	fmt.Println(count, "proofs")
}
