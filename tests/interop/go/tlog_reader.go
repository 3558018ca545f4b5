// Reads notes, and logs in folders, with Go's own packages, and says what it found or what is wrong.
//
//	tlog_reader note VERIFIER-KEY… < NOTE
//	tlog_reader log FOLDER VERIFIER-KEY [inclusion INDEX | consistency OLD-SIZE]…
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

// open gives the text of a note that one of the keys signed.
func open(data []byte, keys ...string) string {
	known := []note.Verifier{}
	for _, key := range keys {
		known = append(known, must(note.NewVerifier(key)))
	}
	return must(note.Open(data, note.VerifierList(known...))).Text
}

// A folder serves tiles; Go's paths name the height besides.
type folder string

func (f folder) Height() int                     { return 8 }
func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}
func (f folder) read(path string) []byte         { return must(os.ReadFile(filepath.Join(string(f), path))) }
func (f folder) ReadTiles(tiles []tlog.Tile) (data [][]byte, err error) {
	for _, tile := range tiles {
		data = append(data, f.read(strings.Replace(tile.Path(), "tile/8/", "tile/", 1)))
	}
	return data, nil
}

// tree is the one that the checkpoint names: three lines, the origin is the key's name.
func (f folder) tree(key string) tlog.Tree {
	lines := strings.Split(open(f.read("checkpoint"), key), "\n")
	if len(lines) != 4 || lines[0] != must(note.NewVerifier(key)).Name() {
		log.Fatal("not a checkpoint of this log")
	}
	return tlog.Tree{N: must(strconv.ParseInt(lines[1], 10, 64)), Hash: must(tlog.ParseHash(lines[2]))}
}

// hashes are all hashes of a tree, computed from its entries.
type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) (found []tlog.Hash, err error) {
	for _, index := range indexes {
		found = append(found, h[index])
	}
	return found, nil
}

// tiles calls back for each tile of a level of a tree; level -1 are the bundles.
func tiles(level int, size int64, each func(tlog.Tile)) {
	for n := int64(0); n*256 < size; n++ {
		width := size - n*256
		if width > 256 {
			width = 256
		}
		each(tlog.Tile{H: 8, L: level, N: n, W: int(width)})
	}
}

// rebuild computes the tree from the entries, and compares every tile and the root. (The TileHashReader of x/mod 0.7.0
// does not suffice: where a tree's right edge has more subtrees than tiles, it lets full tiles pass that it never compared
// with the tile above.)
func (f folder) rebuild(tree tlog.Tree) (built hashes) {
	index := int64(0)
	tiles(-1, tree.N, func(tile tlog.Tile) {
		data := f.read(strings.Replace(tile.Path(), "tile/8/data", "tile/entries", 1))
		for entry := 0; entry < tile.W; entry++ {
			end := 2 + int(binary.BigEndian.Uint16(data))
			built = append(built, must(tlog.StoredHashes(index, data[2:end], built))...)
			data, index = data[end:], index+1
		}
		if len(data) != 0 {
			log.Fatal("bytes after the last entry")
		}
	})
	if must(tlog.TreeHash(tree.N, built)) != tree.Hash {
		log.Fatal("the entries do not give the root")
	}
	for level := 0; tree.N>>(8*level) > 0; level++ {
		tiles(level, tree.N>>(8*level), func(tile tlog.Tile) {
			if !bytes.Equal(must(tlog.ReadTileData(tile, built)), must(f.ReadTiles([]tlog.Tile{tile}))[0]) {
				log.Fatal(tile.Path(), " is another one")
			}
		})
	}
	return built
}

func say(word string, number int64, proof []tlog.Hash) {
	fmt.Print(word, " ", number)
	for _, hash := range proof {
		fmt.Print(" ", base64.StdEncoding.EncodeToString(hash[:]))
	}
	fmt.Println()
}

func main() {
	log.SetFlags(0)
	if os.Args[1] == "note" {
		fmt.Print(open(must(io.ReadAll(os.Stdin)), os.Args[2:]...))
		return
	}
	f := folder(os.Args[2])
	tree := f.tree(os.Args[3])
	built, reader := f.rebuild(tree), tlog.TileHashReader(tree, f)
	say("root", tree.N, []tlog.Hash{tree.Hash})
	for asked := os.Args[4:]; len(asked) > 1; asked = asked[2:] {
		number := must(strconv.ParseInt(asked[1], 10, 64))
		if asked[0] == "inclusion" {
			proof := must(tlog.ProveRecord(tree.N, number, reader))
			leaf := built[tlog.StoredHashIndex(0, number)]
			must(0, tlog.CheckRecord(proof, tree.N, tree.Hash, number, leaf))
			say(asked[0], number, proof)
		} else {
			proof := must(tlog.ProveTree(tree.N, number, reader))
			must(0, tlog.CheckTree(proof, tree.N, tree.Hash, number, must(tlog.TreeHash(number, built))))
			say(asked[0], number, proof)
		}
	}
}
