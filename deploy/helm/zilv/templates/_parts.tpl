{{- define "zilv.name" -}}
{{- printf "%s-zilv" .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "zilv.selector" -}}
app.kubernetes.io/name: zilv
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: gate
{{- end -}}

{{- define "zilv.labels" -}}
app.kubernetes.io/name: zilv
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "zilv.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile:
    type: RuntimeDefault
volumes:
  - name: secrets
    secret:
      secretName: {{ .Values.existingSecret }}
      defaultMode: 0440
  - name: compiled
    emptyDir: {}
  - name: tmp
    emptyDir: {}
{{- end -}}

{{- define "zilv.container" -}}
image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
volumeMounts:
  - name: secrets
    mountPath: /run/secrets/zilv
    readOnly: true
  - name: compiled
    mountPath: /var/cache/zilv
  - name: tmp
    mountPath: /tmp
{{- end -}}

{{- define "zilv.keys" -}}
- name: ZILV_KEY_FILE
  value: /run/secrets/zilv/token_key
- name: ZILV_SECRET_FILE
  value: /run/secrets/zilv/secret
{{- end -}}
