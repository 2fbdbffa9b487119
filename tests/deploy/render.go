// Renders a chart with the template engine and the functions that Helm uses: render CHART VALUES, values as YAML.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"gopkg.in/yaml.v3"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func read(path string) map[string]interface{} {
	text, err := os.ReadFile(path)
	must(err)
	found := map[string]interface{}{}
	must(yaml.Unmarshal(text, &found))
	return found
}

func merged(below, above map[string]interface{}) map[string]interface{} {
	for name, value := range above {
		inner, isMap := value.(map[string]interface{})
		old, wasMap := below[name].(map[string]interface{})
		if isMap && wasMap {
			below[name] = merged(old, inner)
		} else {
			below[name] = value
		}
	}
	return below
}

func main() {
	chart := os.Args[1]
	about := read(filepath.Join(chart, "Chart.yaml"))
	given := map[string]interface{}{
		"Values":  merged(read(filepath.Join(chart, "values.yaml")), read(os.Args[2])),
		"Release": map[string]interface{}{"Name": "eins", "Namespace": "default", "Service": "Helm"},
		"Chart":   map[string]interface{}{"Name": about["name"], "Version": about["version"], "AppVersion": about["appVersion"]},
	}
	all := template.New("chart").Option("missingkey=error")
	functions := sprig.TxtFuncMap()
	functions["toYaml"] = func(value interface{}) (string, error) {
		text, err := yaml.Marshal(value)
		return strings.TrimSuffix(string(text), "\n"), err
	}
	functions["include"] = func(name string, data interface{}) (string, error) {
		var out bytes.Buffer
		err := all.ExecuteTemplate(&out, name, data)
		return out.String(), err
	}
	all.Funcs(functions)
	files, err := filepath.Glob(filepath.Join(chart, "templates", "*"))
	must(err)
	sort.Strings(files)
	for _, file := range files {
		text, err := os.ReadFile(file)
		must(err)
		_, err = all.New(file).Parse(string(text))
		must(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, ".yaml") {
			fmt.Println("---")
			must(all.ExecuteTemplate(os.Stdout, file, given))
		}
	}
}
